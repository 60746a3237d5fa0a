const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How much a person should hurry. */
export type Urgency = 'overdue' | 'today' | 'soon' | 'later';

/**
 * How long until a moment, in words: `3 days left`, `1 day 4 hours left`, `25 minutes left`, `2 hours overdue`. Always rounded down, so that
 * nobody believes they have more than they have.
 *
 * @param now - milliseconds since the epoch
 */
export function timeLeft(until: string, now: number): string {
  const left = Date.parse(until) - now;
  return left >= 0 ? `${duration(left)} left` : `${duration(-left)} overdue`;
}

/** How long ago a moment was, in words: `3 days ago`, `just now`. */
export function timeAgo(at: string, now: number): string {
  const gone = now - Date.parse(at);
  return gone < MINUTE ? 'just now' : `${duration(gone)} ago`;
}

export function urgency(until: string, now: number): Urgency {
  const left = Date.parse(until) - now;
  if (left < 0) return 'overdue';
  if (left < DAY) return 'today';
  return left < 3 * DAY ? 'soon' : 'later';
}

/** Milliseconds in words, with a second unit where the first alone would say too little. */
export function duration(ms: number): string {
  if (ms < MINUTE) return 'less than a minute';
  if (ms < HOUR) return counted(ms / MINUTE, 'minute');
  if (ms < 6 * HOUR) return two(ms, [HOUR, 'hour'], [MINUTE, 'minute']);
  if (ms < DAY) return counted(ms / HOUR, 'hour');
  if (ms < 3 * DAY) return two(ms, [DAY, 'day'], [HOUR, 'hour']);
  return counted(ms / DAY, 'day');
}

type Unit = readonly [size: number, name: string];

function two(ms: number, [large, name]: Unit, [small, smallName]: Unit): string {
  const rest = Math.floor((ms % large) / small);
  return counted(ms / large, name) + (rest === 0 ? '' : ` ${counted(rest, smallName)}`);
}

/** `1 case`, `2 cases`; rounded down. */
export function counted(number: number, name: string): string {
  const whole = Math.floor(number);
  return `${whole.toLocaleString('en')} ${name}${whole === 1 ? '' : 's'}`;
}
