/** Each names the zones of its own part of the world: nobody's list has them all. */
const NAMING = ['en-GB', 'en-US', 'en-AU', 'en-NZ', 'en-ZA', 'en-IN'];
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z/g;
const OFFSET = /^(GMT|UTC)[+\-−]/;

const PARTS = {
  clock: { hour: '2-digit', minute: '2-digit' },
  day: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  zone: { timeZoneName: 'short' },
  offset: { timeZoneName: 'longOffset' },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;

const viewersZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zone of whoever looks. */
export function ownZone(): string {
  return viewersZone;
}

/**
 * A moment in a zone, which is named: `Tue 1 Dec 2026, 14:00 CET`.
 *
 * @param at - RFC 3339
 * @param zone - IANA, by default the viewer's
 */
export function localTime(at: string, zone: string = ownZone()): string {
  return `${localDay(at, zone)}, ${localClock(at, zone)}`;
}

/** `14:00 CET` */
export function localClock(at: string, zone: string = ownZone()): string {
  return `${formatted('clock', zone).format(new Date(at))} ${zoneName(at, zone)}`;
}

/** `Tue 1 Dec 2026` */
export function localDay(at: string, zone: string = ownZone()): string {
  return formatted('day', zone).format(new Date(at)).replace(',', '');
}

/** A sentence from the server, with the moments in it as the viewer's clock has them. */
export function withLocalTimes(sentence: string, zone: string = ownZone()): string {
  return sentence.replaceAll(INSTANT, (at) => localTime(at, zone));
}

/** What a zone is called at a moment, such as `CET` or `EDT`; `UTC+05:45` where it has no short name. */
export function zoneName(at: string, zone: string = ownZone()): string {
  for (const locale of NAMING) {
    const name = named(at, formatted('zone', zone, locale));
    if (!OFFSET.test(name)) return name;
  }
  return named(at, formatted('offset', zone)).replace('GMT', 'UTC');
}

function named(at: string, format: Intl.DateTimeFormat): string {
  return format.formatToParts(new Date(at)).find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Kept: a list of a thousand rows uses a few of them all the time, and making one takes longer than drawing a row. */
function formatted(part: keyof typeof PARTS, timeZone: string, locale = 'en-GB'): Intl.DateTimeFormat {
  const key = `${part} ${timeZone} ${locale}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...PARTS[part], timeZone });
  formats.set(key, format);
  return format;
}
