/** The sign-in page, remembering where one is. */
export function signInAddress(): string {
  const { pathname, search } = window.location;
  if (pathname.startsWith('/sign-in')) return pathname + search;
  return pathname === '/' && search === ''
    ? '/sign-in'
    : `/sign-in?return_to=${encodeURIComponent(pathname + search)}`;
}

/** Where to go once signed in: a path here and nowhere else, whatever the address says. */
export function returnTo(params: URLSearchParams): string {
  const path = params.get('return_to') ?? '/';
  const there = URL.canParse(path, window.location.origin) ? new URL(path, window.location.origin) : null;
  const isHere = there?.origin === window.location.origin && /^\/(?![/\\])/.test(path);
  return isHere ? path : '/';
}
