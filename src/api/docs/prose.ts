import { type Html, html } from './html.ts';

/** A description's words, `code` marked as in Markdown and paragraphs parted by empty lines; no other mark-up is used in them. */
export function prose(text: string | undefined): Html | null {
  if (text === undefined || text === '') return null;
  const paragraphs = text.split(/\n{2,}/);
  return paragraphs.length === 1
    ? inline(text)
    : html`${paragraphs.map((paragraph) => html`<p>${inline(paragraph)}</p>`)}`;
}

function inline(text: string): Html {
  return html`${text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}
