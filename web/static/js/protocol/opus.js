// How a voice or an instrument is coded: parameters of Opus in a session description. Pure.

/**
 * The description with these parameters in each Opus format (RFC 7587, section 6.1): `stereo` asks
 * the other side for two channels, `maxaveragebitrate` for at most so many bits per second.
 * @param {string} sdp
 * @param {Record<string, number>} parameters
 */
export function withOpus(sdp, parameters) {
  const formats = new Set([...sdp.matchAll(/^a=rtpmap:(\d+) opus\/48000\/2/gim)].map((match) => match[1]));
  const told = new Set();
  const lines = sdp.split("\r\n").map((line) => {
    const [, format, known] = /^a=fmtp:(\d+) (.*)$/.exec(line) ?? [];
    if (!formats.has(format)) return line;
    told.add(format);
    return `a=fmtp:${format} ${merged(known, parameters)}`;
  });
  const untold = [...formats].filter((format) => !told.has(format));
  return lines.flatMap((line) => {
    const format = untold.find((one) => line.startsWith(`a=rtpmap:${one} `));
    return format ? [line, `a=fmtp:${format} ${merged("", parameters)}`] : [line];
  }).join("\r\n");
}

/** @param {string} known @param {Record<string, number>} parameters */
function merged(known, parameters) {
  const kept = known.split(";").filter((one) => one && !(one.split("=")[0].trim() in parameters));
  return [...kept, ...Object.entries(parameters).map(([name, value]) => `${name}=${value}`)].join(";");
}
