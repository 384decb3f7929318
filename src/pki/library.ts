// What `loader.ts` loads.

export { bytesOf, fromHex, hex, positiveBytes, toBytes } from './bytes.ts';
export { certificatePem, EXTENSION, PURPOSE, parseCertificate, parseCertificates } from './certificate.ts';
export { fingerprint } from './fingerprint.ts';
export { goFaultText } from './go-words.ts';
export { sentName, shakeHands } from './handshake.ts';
export { isIdentityFault, loadIdentity } from './identity.ts';
export { issueCertificate, keyIdentifier, makeRequest } from './issue.ts';
export { base64url, fromBase64url, isSignedBy, jwkOf, sha256Of, signJws, thumbprint } from './jose.ts';
export { generateKey, keyFromSeed, parsePrivateKey, privateKeyPem, publicKeyOf, publicKeyPem } from './keys.ts';
export { commonName, nameOf, sameName, shortName, valuesOf } from './name.ts';
export { certificateCovers, matchesPattern, matchingName } from './names.ts';
export { alertText, faultText } from './openssl-words.ts';
export { decodePem, encodePem } from './pem.ts';
export { leafBy, publicAuthority, siteIdentity } from './public-authorities.ts';
export { readPublicKey } from './public-key.ts';
export { parseRequest } from './request.ts';
export { algorithmFor, SIGNATURE_ALGORITHMS, sign, verifySignature } from './signatures.ts';
export { isSelfIssued, verifyChain } from './verify.ts';
export { library as x509 } from './x509-library.ts';
