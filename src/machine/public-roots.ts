// The authorities that machines trust: what the package ca-certificates puts into /etc/ssl/certs. Differs: two of the simulated internet's,
// made by src/pki/public-authorities.ts, instead of some 140 real ones.

/** Where OpenSSL on Debian, Ubuntu and Alpine looks. */
export const TRUST_STORE = '/etc/ssl/certs/ca-certificates.crt';

/** Where machines keep whom they trust; the first that is there counts. Source: Go crypto/x509 root_linux.go. */
export const TRUST_STORES = [
  TRUST_STORE,
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
] as const;

export const PUBLIC_ROOTS = `-----BEGIN CERTIFICATE-----
MIICGjCCAaGgAwIBAgIQQdKd0XLq7qeAwSxs6S+HUTAKBggqhkjOPQQDAzBPMQsw
CQYDVQQGEwJVUzEpMCcGA1UEChMgSW50ZXJuZXQgU2VjdXJpdHkgUmVzZWFyY2gg
R3JvdXAxFTATBgNVBAMTDElTUkcgUm9vdCBYMjAeFw0yMDA5MDQwMDAwMDBaFw00
MDA5MTcxNjAwMDBaME8xCzAJBgNVBAYTAlVTMSkwJwYDVQQKEyBJbnRlcm5ldCBT
ZWN1cml0eSBSZXNlYXJjaCBHcm91cDEVMBMGA1UEAxMMSVNSRyBSb290IFgyMHYw
EAYHKoZIzj0CAQYFK4EEACIDYgAE6uo6hPQdEr2eg4mXRhjbE1GusVAeU7aBNLv1
ElLZOnuGgxjn9BlgsoqPW3yLSXwgEGXm4eufabo+EHieC5rJXylcEPe/nZxhhrNQ
BuWIRr67XCtWaSrGg2kJHJJrlEhNo0IwQDAOBgNVHQ8BAf8EBAMCAQYwDwYDVR0T
AQH/BAUwAwEB/zAdBgNVHQ4EFgQUnfZ5kWWXFveORLbtWreq3CzICDIwCgYIKoZI
zj0EAwMDZwAwZAIwb3Y6ErFtVT7k8KpeMkSx/Ln8ZmfQ7xTNt0uN7Pw36Xbkq6W1
r5D23bDmLT5Uy81rAjB6klHpyVHI1J1dNZ2u4dk+C/y+9m255KpmOaCyd0TvPm91
RUv8YUi37kimUpK7AEo=
-----END CERTIFICATE-----
-----BEGIN CERTIFICATE-----
MIICQDCCAcWgAwIBAgIQQdKd0XLq7qeAwSxs6S+HUTAKBggqhkjOPQQDAzBhMQsw
CQYDVQQGEwJVUzEVMBMGA1UEChMMRGlnaUNlcnQgSW5jMRkwFwYDVQQLExB3d3cu
ZGlnaWNlcnQuY29tMSAwHgYDVQQDExdEaWdpQ2VydCBHbG9iYWwgUm9vdCBHMzAe
Fw0yMDA5MDQwMDAwMDBaFw00MDA5MTcxNjAwMDBaMGExCzAJBgNVBAYTAlVTMRUw
EwYDVQQKEwxEaWdpQ2VydCBJbmMxGTAXBgNVBAsTEHd3dy5kaWdpY2VydC5jb20x
IDAeBgNVBAMTF0RpZ2lDZXJ0IEdsb2JhbCBSb290IEczMHYwEAYHKoZIzj0CAQYF
K4EEACIDYgAEuZ7QkcEEq6M37PlhrOC4pua4Evg2M7skURRvYoQDmLFRuQS2NPic
wybjXO24uHlaXe0jWDwCf0xaeiB1e1buvIH0tLMkctLdGC3F5631Of4mCUHJvqBs
DAHSBmuoFSNko0IwQDAOBgNVHQ8BAf8EBAMCAQYwDwYDVR0TAQH/BAUwAwEB/zAd
BgNVHQ4EFgQUTh2lXFS0DMrlTKWHEQ5Nil3HxqgwCgYIKoZIzj0EAwMDaQAwZgIx
AIJ9vta1zjuf5QVdqY+tcKf/OBdhic4H5WuBbiqHMpeYTJqdbUyNb4H5rgN8UQG9
CQIxAOSsgqYqw83gs2zggVU+lvIe1JyWYSuyp9v3uAMBi7WrJ7YRhLq5UFZ6KMUu
3UtW4Q==
-----END CERTIFICATE-----
`;
