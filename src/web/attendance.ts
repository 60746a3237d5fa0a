/** After so long without a key or a pointer nobody is taken to be there. */
const AWAY_AFTER_MS = 5 * 60_000;

let lastSeen = Date.now();

/** Notes from now on when somebody is there. */
export function noteAttendance(): void {
  for (const kind of ['pointerdown', 'keydown', 'wheel'] as const)
    addEventListener(kind, () => (lastSeen = Date.now()), { capture: true, passive: true });
}

/** Says to the API that a page asks by itself, so that a session is not kept alive by a tab nobody looks at. */
export function attendanceHeader(): Readonly<Record<string, string>> {
  return Date.now() - lastSeen > AWAY_AFTER_MS ? { 'Recourse-Unattended': '1' } : {};
}
