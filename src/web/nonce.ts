declare global {
  interface Window {
    /** Where the libraries that make style elements look for it. */
    __webpack_nonce__?: string;
  }
}

/** What a style element must carry to be let in by the page's content security policy; the server makes one for each page. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

// oxlint-disable-next-line no-underscore-dangle -- its name is theirs
window.__webpack_nonce__ = styleNonce;
