// What the pages share: the token of the address, the server's addresses, skip links.

/** The fragment never leaves the browser: no server log holds a token. */
export function tokenOfAddress() {
  return location.hash.slice(1);
}

export function webSocketUrl() {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`;
}

/** The style sheet of a part that is used for the first time, once it is there.
 * @param {string} name @returns {Promise<void>} */
export function addStyle(name) {
  const href = `/static/css/${name}.css`;
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  document.head.append(link);
  return new Promise((resolve) => (link.onload = link.onerror = () => resolve()));
}

/** What end-to-end tests and styles may wait for.
 * @param {string} state */
export function setPageState(state) {
  document.documentElement.dataset.state = state;
}

/**
 * @param {string} path
 * @param {string} token
 * @param {string} [method]
 * @returns {Promise<Response>}
 */
export function authorizedFetch(path, token, method) {
  return fetch(path, { method, headers: { Authorization: `Bearer ${token}` }, cache: "no-store" });
}

/** @param {string} token @returns {(camera: string) => Promise<Blob | null>} */
export function stillLoader(token) {
  return async (camera) => {
    const response = await authorizedFetch(`/api/stills/${encodeURIComponent(camera)}`, token);
    return response.ok && response.status !== 204 ? response.blob() : null;
  };
}

/** A skip link moves the focus without touching the fragment, which is the token; a changed
 * fragment is another link, and the language link keeps it. */
export function guardFragment() {
  for (const link of document.querySelectorAll("a.saut")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      document.getElementById(link.getAttribute("href")?.slice(1) ?? "")?.focus();
    });
  }
  const language = document.querySelector("a#language");
  if (language instanceof HTMLAnchorElement) language.hash = location.hash;
  addEventListener("hashchange", () => location.reload());
}
