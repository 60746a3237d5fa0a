/** The sign-in page, remembering where one is. */
export function signInAddress({ pathname, search }: Pick<Location, 'pathname' | 'search'>): string {
  const here = pathname + search;
  if (pathname.startsWith('/sign-in')) return here;
  return here === '/' ? '/sign-in' : `/sign-in?return_to=${encodeURIComponent(here)}`;
}

/** Where to go once signed in: a path here and nowhere else, whatever the address says. */
export function returnTo(params: URLSearchParams): string {
  const path = params.get('return_to') ?? '/';
  // A browser takes `//other.example` and `/\other.example` for another host.
  return /^\/(?![/\\])/.test(path) && !/[\t\n\r]/.test(path) ? path : '/';
}
