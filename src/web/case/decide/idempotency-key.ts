/** A key nobody else makes. `crypto.randomUUID` is missing where a desk is served without TLS inside a network. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
