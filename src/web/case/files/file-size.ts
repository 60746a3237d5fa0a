const UNITS = ['bytes', 'kB', 'MB'] as const;

/** Bytes as people read them, in thousands, as the providers' limits count. */
export function fileSize(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  const amount = bytes / 1000 ** power;
  const written = amount.toLocaleString('en', { maximumFractionDigits: power > 0 && amount < 10 ? 1 : 0 });
  return `${written} ${UNITS[power] ?? ''}`;
}
