/** A browser as far as signing in needs one: it keeps cookies for each origin, and follows redirects when told to. */
export interface Browser {
  /** Cookies by origin, then by name. */
  readonly cookies: Map<string, Map<string, string>>;
  /** What every `Set-Cookie` said, newest last. */
  readonly setCookies: string[];
  get(address: string): Promise<Response>;
  /** Sends a form, as a page of that origin would. */
  submit(address: string, fields: Record<string, string>): Promise<Response>;
  /** Follows redirects until somewhere else than a redirect, or an address that begins as named. Answers with the last address. */
  follow(address: string, until: string): Promise<URL>;
}

/** @param hosts - where an origin really is, for those that are not where they say */
export function openBrowser(hosts: Readonly<Record<string, string>> = {}): Browser {
  const cookies = new Map<string, Map<string, string>>();
  const setCookies: string[] = [];
  const send = async (address: string, form?: Record<string, string>): Promise<Response> => {
    const { origin, pathname, search } = new URL(address);
    const jar = cookies.get(origin) ?? new Map<string, string>();
    cookies.set(origin, jar);
    const response = await fetch((hosts[origin] ?? origin) + pathname + search, {
      method: form === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: { cookie: cookieHeader(jar), ...(form !== undefined && { origin }) },
      body: form === undefined ? null : new URLSearchParams(form),
    });
    for (const line of response.headers.getSetCookie()) {
      setCookies.push(line);
      keep(jar, line);
    }
    return response;
  };
  const browser: Browser = {
    cookies,
    setCookies,
    get: (address) => send(address),
    submit: send,
    async follow(address, until) {
      let at = new URL(address);
      for (let step = 0; step < 10 && !at.href.startsWith(until); step += 1) {
        const next = (await browser.get(at.href)).headers.get('location');
        if (next === null) return at;
        at = new URL(next, at);
      }
      return at;
    },
  };
  return browser;
}

/** What a browser sends along of the cookies it has for one origin. */
export function cookieHeader(jar: ReadonlyMap<string, string>): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}

function keep(jar: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ');
  const [name = '', value = ''] = pair.split(/=(.*)/s);
  const isGone = attributes.some((one) => /^expires=thu, 01 jan 1970/i.test(one));
  if (isGone) jar.delete(name);
  else jar.set(name, value);
}
