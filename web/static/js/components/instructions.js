// The five ready-made instructions of help, with the picture that goes with each. Their words are
// help.instruction.<key>: the same are offered to whoever leads and shown, large, to the person.

/** @type {readonly {key: string, icon: string}[]} */
export const INSTRUCTIONS = [
  { key: "open_microphone", icon: "mic" },
  { key: "allow_microphone", icon: "cadenas" },
  { key: "raise_sound", icon: "son" },
  { key: "close_other_apps", icon: "cam" },
  { key: "move_closer", icon: "reseau" },
];
