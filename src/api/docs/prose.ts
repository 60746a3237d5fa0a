import { type Html, html } from '../../html.ts';

/** A description's paragraphs, parted by empty lines. */
export function paragraphs(text: string | undefined): Html {
  const parts = (text ?? '').split(/\n{2,}/).filter((part) => part !== '');
  return html`${parts.map((part) => html`<p>${inline(part)}</p>`)}`;
}

/** A description's words, `code` marked as in Markdown; no other mark-up is used in them. */
export function inline(text: string | undefined): Html {
  const parts = (text ?? '').split('`');
  return html`${parts.map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}
