// Makes this computer the screen of a room, in a tab of its own.

/** The tab opens with the press: browsers let no later one through.
 * @param {() => Promise<string>} address "": it may not be had @returns {Promise<boolean>} */
export async function openRoomScreen(address) {
  const tab = open("", "_blank");
  const url = await address();
  if (!url) tab?.close();
  else if (tab) tab.location.replace(url);
  else location.assign(url);
  return Boolean(url);
}
