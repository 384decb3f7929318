// gRPC's status codes, by number. Source: grpc-go codes/codes.go and code_string.go.

export const CODES = [
  'OK',
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
] as const;

export type CodeName = (typeof CODES)[number];

export interface RpcStatus {
  readonly code: number;
  readonly message: string;
}

export const OK: RpcStatus = { code: 0, message: '' };

export const rpcStatus = (name: CodeName, message: string): RpcStatus => ({ code: CODES.indexOf(name), message });

/** As Go prints it: `Code(17)` for one without a name. */
export const codeName = (code: number): string => CODES[code] ?? `Code(${code})`;

/** What Go's `error` of a status prints. */
export const errorText = ({ code, message }: RpcStatus): string =>
  `rpc error: code = ${codeName(code)} desc = ${message}`;
