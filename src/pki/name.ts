// Distinguished names: who a certificate is about, and who signed it.

import { AsnConvert } from '@peculiar/asn1-schema';
import { Name as AsnName, AttributeTypeAndValue, AttributeValue, RelativeDistinguishedName } from '@peculiar/asn1-x509';

/** In the order of the certificate, from the widest on: `C`, `O`, `CN`. Attributes of one RDN stand one after the other. */
export type Name = readonly NameAttribute[];

export interface NameAttribute {
  /** Object identifier. */
  readonly type: string;
  readonly value: string;
}

/** OpenSSL's short names. */
export const ATTRIBUTE_NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.17': 'postalCode',
  '1.2.840.113549.1.9.1': 'emailAddress',
  '0.9.2342.19200300.100.1.25': 'DC',
};

export const attributeOid = (short: string): string | undefined =>
  Object.entries(ATTRIBUTE_NAMES).find(([, name]) => name.toLowerCase() === short.toLowerCase())?.[0];

export const shortName = ({ type }: NameAttribute): string => ATTRIBUTE_NAMES[type] ?? type;

export const nameFrom = (parsed: AsnName): Name =>
  [...parsed].flatMap((rdn) => [...rdn].map(({ type, value }) => ({ type, value: value.toString() })));

/** Pairs of short name and value: `[['O', 'system:masters'], ['CN', 'admin']]`. */
export const nameOf = (...parts: readonly (readonly [short: string, value: string])[]): Name =>
  parts.map(([short, value]) => ({ type: attributeOid(short) ?? short, value }));

export const commonName = (name: Name): string | undefined => name.findLast(({ type }) => type === '2.5.4.3')?.value;

export const valuesOf = (name: Name, short: string): readonly string[] =>
  name.filter((attribute) => shortName(attribute) === short).map(({ value }) => value);

/** Letter case and spaces do not count. Source: RFC 5280, 7.1. */
export function sameName(a: Name, b: Name): boolean {
  const plain = (name: Name): string =>
    JSON.stringify(name.map(({ type, value }) => [type, value.trim().replace(/\s+/g, ' ').toLowerCase()]));
  return plain(a) === plain(b);
}

/** As Go writes them: PrintableString where the characters allow it, else UTF8String. OpenSSL writes UTF8String always, but for C. */
export function asnName(name: Name, by: 'go' | 'openssl' = 'go'): AsnName {
  return new AsnName(
    name.map(({ type, value }) => {
      const printable = /^[A-Za-z0-9 '()+,./:=?-]*$/.test(value) && (by === 'go' || shortName({ type, value }) === 'C');
      const text =
        type === '1.2.840.113549.1.9.1'
          ? { ia5String: value }
          : printable
            ? { printableString: value }
            : { utf8String: value };
      return new RelativeDistinguishedName([new AttributeTypeAndValue({ type, value: new AttributeValue(text) })]);
    }),
  );
}

export const parseName = (der: ArrayBuffer): Name => nameFrom(AsnConvert.parse(der, AsnName));
