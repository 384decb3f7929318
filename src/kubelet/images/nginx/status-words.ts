// nginx's own words beside a status: in the line of the status, and on its pages. Source: ngx_http_header_filter_module.c,
// ngx_http_special_response.c.

const ON_PAGES: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Authorization Required',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Time-out',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  412: 'Precondition Failed',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Large',
  415: 'Unsupported Media Type',
  416: 'Requested Range Not Satisfiable',
  421: 'Misdirected Request',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
  505: 'HTTP Version Not Supported',
  507: 'Insufficient Storage',
};

const IN_LINES: Readonly<Record<number, string>> = { 302: 'Moved Temporarily', 401: 'Unauthorized' };

/** Undefined: nginx has no page for it. */
export const pageWords = (status: number): string | undefined => ON_PAGES[status];

/** Undefined: the usual ones. */
export const lineWords = (status: number): string | undefined => IN_LINES[status] ?? ON_PAGES[status];

/** `footer`: `nginx`, or with its version. Undefined: there is none for that status. */
export function pageOf(status: number, footer: string): string | undefined {
  const words = pageWords(status);
  return words === undefined ? undefined : errorPage(`${status} ${words}`, footer);
}

/** @param more What stands between the heading and the footer; `heading`, where it is not the title. */
export function errorPage(title: string, footer: string, heading = title, more?: string): string {
  const middle = more === undefined ? '' : `<center>${more}</center>\r\n`;
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${heading}</h1></center>\r\n${middle}<hr><center>${footer}</center>\r\n</body>\r\n</html>\r\n`;
}

/** After these pages of its own nginx closes the connection. Source: ngx_http_special_response_handler. */
export const CLOSING: readonly number[] = [400, 413, 414, 500, 501];
