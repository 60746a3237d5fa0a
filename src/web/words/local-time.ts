/** Each names the zones of its own part of the world: nobody's list has them all. */
const NAMING = ['en-GB', 'en-US', 'en-AU', 'en-NZ', 'en-ZA', 'en-IN'];
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z/g;
const OFFSET = /^(GMT|UTC)[+\-−]/;

/** The zone of whoever looks. */
export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
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
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone });
  return `${clock.format(new Date(at))} ${zoneName(at, zone)}`;
}

/** `Tue 1 Dec 2026` */
export function localDay(at: string, zone: string = ownZone()): string {
  const day = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: zone,
  });
  return day.format(new Date(at)).replace(',', '');
}

/** A sentence from the server, with the moments in it as the viewer's clock has them. */
export function withLocalTimes(sentence: string, zone: string = ownZone()): string {
  return sentence.replaceAll(INSTANT, (at) => localTime(at, zone));
}

/** What a zone is called at a moment, such as `CET` or `EDT`; `UTC+05:45` where it has no short name. */
export function zoneName(at: string, zone: string = ownZone()): string {
  const names = NAMING.map((locale) => named(at, zone, locale, 'short'));
  const name = names.find((candidate) => !OFFSET.test(candidate));
  return name ?? named(at, zone, 'en-GB', 'longOffset').replace('GMT', 'UTC');
}

function named(at: string, zone: string, locale: string, timeZoneName: 'short' | 'longOffset'): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName });
  return format.formatToParts(new Date(at)).find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}
