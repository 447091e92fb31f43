// What opens the lead page: the fragment of a link, or the sign-in of whoever leads.
import { tokenOfAddress } from "./page.js";

const OWN_REQUEST = { "X-Passerelle": "1", "Content-Type": "application/json" };

/** "": nothing opens it here. @returns {Promise<string>} */
export async function leadToken() {
  const token = tokenOfAddress();
  if (token) return token;
  const session = location.pathname.split("/").at(-1) ?? "";
  const response = await fetch(`/api/sessions/${encodeURIComponent(session)}/lead`, { method: "POST", headers: OWN_REQUEST, body: "{}" }).catch(() => null);
  return response?.ok ? (await response.json()).token : "";
}
