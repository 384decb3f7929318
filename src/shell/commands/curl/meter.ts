// The progress meter.

export const METER_HEAD = `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
`;

export function meterLine(size: number, elapsedMs: number): string {
  const speed = elapsedMs > 0 ? Math.floor((size * 1000) / elapsedMs) : size;
  const percent = size > 0 ? '100' : '  0';
  const n = (value: number, width: number): string => String(value).padStart(width);
  return `\r${percent} ${n(size, 5)}  ${percent} ${n(size, 5)}    0     0 ${n(speed, 6)}      0 --:--:-- --:--:-- --:--:-- ${n(speed, 5)}\n`;
}
