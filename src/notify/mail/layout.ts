import { Html, html } from '../../html.ts';

/** A mail in words, before it is set as plain text and as HTML. */
export interface MailWords {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** What it is about, by name. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly link: { readonly label: string; readonly url: string } | null;
  /** Why the reader gets it. */
  readonly footer: string;
}

/** Text without line breaks and other control characters: for whatever stands on a line of its own. */
export function onOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

export function asText({ paragraphs, facts, link, footer }: MailWords): string {
  const widest = Math.max(0, ...facts.map(([name]) => name.length));
  const lines = facts.map(([name, value]) => `${name.padEnd(widest)}  ${onOneLine(value)}`);
  const parts = [
    ...paragraphs,
    lines.join('\n'),
    link === null ? '' : `${link.label}:\n${link.url}`,
    `-- \n${footer}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const FONT = 'font-family:system-ui,-apple-system,Segoe UI,Helvetica,Arial,sans-serif';
const BODY = new Html(
  `style="margin:0;padding:24px;background:#f6f7f9;color:#1c1f24;${FONT};font-size:15px;line-height:1.5"`,
);
const CARD = new Html(
  'style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #e3e6ea;border-radius:8px"',
);
const HEADING = new Html('style="margin:0 0 12px;font-size:18px;line-height:1.3"');
const NAME = new Html(
  'style="padding:3px 16px 3px 0;color:#5b6370;text-align:left;font-weight:normal;white-space:nowrap;vertical-align:top"',
);
const VALUE = new Html('style="padding:3px 0;word-break:break-word"');
const BUTTON = new Html(
  'style="display:inline-block;padding:10px 18px;background:#1f4fd8;color:#ffffff;border-radius:6px;text-decoration:none"',
);
const FOOTER = new Html('style="max-width:560px;margin:12px auto 0;color:#5b6370;font-size:13px"');

export function asHtml({ subject, paragraphs, facts, link, footer }: MailWords): string {
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${subject}</title>
    </head>
    <body ${BODY}>
      <div ${CARD}>
        <h1 ${HEADING}>${subject}</h1>
        ${paragraphs.map((paragraph) => html`<p>${paragraph}</p> `)} ${factTable(facts)}
        ${link === null ? '' : html`<p><a ${BUTTON} href="${link.url}">${link.label}</a></p>`}
      </div>
      <p ${FOOTER}>${footer}</p>
    </body>
  </html>`;
  return `<!doctype html>\n${page.source}\n`;
}

function factTable(facts: MailWords['facts']): Html | string {
  if (facts.length === 0) return '';
  const rows = facts.map(
    ([name, value]) =>
      html`<tr>
        <th scope="row" ${NAME}>${name}</th>
        <td ${VALUE}>${value}</td>
      </tr> `,
  );
  return html`<table>
    ${rows}
  </table>`;
}
