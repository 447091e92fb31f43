// Asking the server as anybody may: a page of ours, with or without an account.

/**
 * @param {"GET" | "POST"} method @param {string} path @param {object} [body]
 * @returns {Promise<{ok: boolean, status: number, body: any}>} status 0: no answer
 */
export async function request(method, path, body) {
  const headers = { "X-Passerelle": "1", ...(body && { "Content-Type": "application/json" }) };
  try {
    const response = await fetch(path, { method, headers, body: body && JSON.stringify(body), cache: "no-store" });
    return { ok: response.ok, status: response.status, body: response.status === 204 ? {} : await response.json().catch(() => ({})) };
  } catch {
    return { ok: false, status: 0, body: {} };
  }
}

/** The id in /replays/{id}… */
export function replayOfAddress() {
  return location.pathname.split("/")[2] ?? "";
}

/** Whoever comes by a link shows what it carries, once. @param {string} id */
export async function showKey(id) {
  const key = location.hash.slice(1);
  if (key) await request("POST", `/api/replays/${encodeURIComponent(id)}/key`, { key });
}
