import type { CaseState, Dispute } from '../domain/case.ts';
import { isFrozen } from '../domain/dispute.ts';
import type { Instant } from '../domain/instant.ts';
import type { Capabilities } from '../domain/provider.ts';
import { Html, html } from '../html.ts';
import type { PacketContents, PacketFile, PacketText } from './contents.ts';
import { STYLE } from './style.ts';

/** What the page of a packet is about. */
export interface PacketSubject {
  readonly state: CaseState;
  readonly dispute: Dispute;
  readonly contents: PacketContents;
  /** Null when the provider is not set up here. */
  readonly capabilities: Capabilities | null;
}

/** In one piece: it stands in the page as it is. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

/**
 * The page a packet opens with: what it is about, every text, and a link to every file. It prints as it is shown, and neither runs nor loads
 * anything.
 *
 * @param lost - paths of files that should be in the archive but whose bytes the store did not have
 */
export function packetPage(subject: PacketSubject, lost: ReadonlySet<string>): string {
  const { dispute, contents } = subject;
  const title = `Dispute ${dispute.id}`;
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${title}</title>
      ${STYLE_ELEMENT}
    </head>
    <body>
      <h1>${title}</h1>
      <p>${purpose(subject)}</p>
      ${erased(subject)} ${warning(contents, lost)}
      <table>
        ${facts(subject).map(
          ([name, value]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${value}</td>
            </tr> `,
        )}
      </table>
      <h2>Texts</h2>
      ${contents.texts.length === 0 ? html`<p>None.</p>` : contents.texts.map(textSection)}
      <h2>Files</h2>
      ${contents.files.length === 0 ? html`<p>None.</p>` : fileTable(contents.files, lost)}
      ${emptySection(contents)}
    </body>
  </html>`;
  return `<!doctype html>\n${page.source}\n`;
}

function purpose({ capabilities, state, dispute }: PacketSubject): string {
  const label = capabilities?.label ?? state.provider;
  const evidence = `The evidence of revision ${dispute.draft.revision}${isFrozen(dispute) ? ', which changes no more' : ''}.`;
  return capabilities?.submit === false
    ? `${evidence} ${label} takes no answer from here: submit this where ${label} or the processor behind it takes it, and then record that it was submitted elsewhere.`
    : `${evidence} This is a copy for people: what is sent to ${label} is sent by Recourse.`;
}

function warning({ texts }: PacketContents, lost: ReadonlySet<string>): Html | null {
  const missing = [...texts.filter(({ words }) => words === null).map(({ path }) => path), ...lost];
  if (missing.length === 0) return null;
  return html`<p class="warning">Not complete: the store no longer has ${missing.join(', ')}.</p>`;
}

/** A dispute that came after the erasure has its evidence. */
function erased({ state: { erasedAt }, dispute }: PacketSubject): Html | null {
  if (!erasedAt || dispute.firstSeenAt > erasedAt) return null;
  return html`<p class="warning">The customer's personal data was erased: ${inWords(erasedAt)}.</p>`;
}

function facts({ state, dispute, capabilities }: PacketSubject): readonly (readonly [string, string])[] {
  const { amount, respondBy, respondByEstimate, providerReason, reason, decision } = dispute;
  const rows: readonly (readonly [string, string | null])[] = [
    ['Case', state.id],
    ['Provider', capabilities?.label ?? state.provider],
    ['Payment', state.paymentId],
    ['Merchant', state.merchantId],
    ['Dispute', dispute.id],
    ['Stage and status', `${dispute.stage}, ${dispute.status} (${dispute.providerStatus})`],
    ['Amount', amount && `${amount.amount} ${amount.currency.toUpperCase()}`],
    ['Reason', reason && `${reason}${providerReason === null ? '' : ` (${providerReason})`}`],
    ['Opened', dispute.createdAt && inWords(dispute.createdAt)],
    ['Answer by', respondBy && inWords(respondBy)],
    [
      "End of the network's usual window",
      respondBy === null && respondByEstimate !== null
        ? `${inWords(respondByEstimate)} (an estimate: the provider names no deadline)`
        : null,
    ],
    ['Decision', decision === null ? 'none yet' : `${decision.kind}, ${inWords(decision.at)}`],
    ['As of', inWords(state.updatedAt)],
  ];
  return rows.map(([name, value]) => [name, value ?? 'unknown'] as const);
}

/** To the minute, with its zone named: a page on paper knows no reader's zone. */
function inWords(at: Instant): string {
  return `${at.slice(0, 'YYYY-MM-DD'.length)} ${at.slice('YYYY-MM-DDT'.length, 'YYYY-MM-DDTHH:MM'.length)} UTC`;
}

function textSection({ field, words, path }: PacketText): Html {
  return html`<section>
    <h3>${field}</h3>
    ${
      words === null
        ? html`<p class="warning">No longer in the store.</p>`
        : html`<pre>${words}</pre>
            <p class="path"><a href="${address(path)}">${path}</a></p>`
    }
  </section> `;
}

function emptySection({ empty }: PacketContents): Html | null {
  if (empty.length === 0) return null;
  return html`<h2>Left empty</h2>
    <p>${empty.join(', ')}</p>`;
}

function fileTable(files: readonly PacketFile[], lost: ReadonlySet<string>): Html {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Slot</th>
        <th scope="col">File</th>
        <th scope="col">Size</th>
        <th scope="col">SHA-256</th>
      </tr>
    </thead>
    ${files.map((entry) => fileRow(entry, lost))}
  </table>`;
}

function fileRow({ file, path }: PacketFile, lost: ReadonlySet<string>): Html {
  const { slot, name, size, sha256, providerFileId } = file;
  const there =
    path === null
      ? html`${name} <em>(only the provider has it, as ${providerFileId ?? 'unknown'})</em>`
      : lost.has(path)
        ? html`${name} <em class="warning">(no longer in the store)</em>`
        : html`<a href="${address(path)}">${path}</a>`;
  return html`<tr>
    <td>${slot}</td>
    <td>${there}</td>
    <td>${size === null ? '' : `${size} bytes`}</td>
    <td class="hash">${sha256}</td>
  </tr> `;
}

function address(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
