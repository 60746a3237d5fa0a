/**
 * A text kept in the store under its hash. Workflows carry these instead of the words themselves, so that histories stay small and free of
 * personal data.
 */
export interface TextRef {
  /** Lower-case hexadecimal SHA-256 of the text's UTF-8 bytes. */
  readonly sha256: string;
  /** Length in UTF-16 code units, what the processors' limits on texts count. */
  readonly chars: number;
}
