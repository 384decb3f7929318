// The cluster's certificate authority, which signs what kube-controller-manager signs. Models kubeadm's ca.crt and ca.key.

export interface Authority {
  /** PEM. */
  readonly certificate: string;
  /** PKCS #8, in base64: ECDSA on P-256. */
  readonly key: string;
}

/**
 * Where nobody gives the cluster one of its own. Differs: it is the same for all, and its key is published, since nothing inside the
 * simulation is encrypted; nothing outside may trust it. `portolan cluster --tls` makes one for each run.
 */
export const PUBLISHED_AUTHORITY: Authority = {
  certificate: `-----BEGIN CERTIFICATE-----
MIIBdTCCARqgAwIBAgIBATAKBggqhkjOPQQDAjAVMRMwEQYDVQQDDAprdWJlcm5l
dGVzMCAXDTI1MDEwMTAwMDAwMFoYDzIwNTAwMTAxMDAwMDAwWjAVMRMwEQYDVQQD
DAprdWJlcm5ldGVzMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEECIsT5AuQwaP
KC2WzCHaK7SbtWCS6Oqe6Py2qT6ni6YT3n1ZkPJ+8Q42ipIqSmO4+9AN+OcsjqKO
YXL08bh7PaNZMFcwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAqQwHQYD
VR0OBBYEFI/FeP0GyESHD8XLwILkIizFDkKUMBUGA1UdEQQOMAyCCmt1YmVybmV0
ZXMwCgYIKoZIzj0EAwIDSQAwRgIhAN07P0rKJKx3apk80FUfo4LkxYnrtlCmBgGd
Th5hki+NAiEA24sQkGp4BYyEUevkh4I1lj2LPYjR+1vpFZhUoVLm3dE=
-----END CERTIFICATE-----
`,
  key: 'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgMDx1bAvcfB7Gp5ByjCDqRVOSsiNn22pTpxyKYMinTJOhRANCAAQQIixPkC5DBo8oLZbMIdortJu1YJLo6p7o/LapPqeLphPefVmQ8n7xDjaKkipKY7j70A345yyOoo5hcvTxuHs9',
};
