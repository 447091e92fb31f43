// The picture of each reaction; its word is react.<kind>.

/** @type {Record<import("../protocol/messages").ReactionKind, string>} */
export const REACTION_ICONS = { bravo: "etoile", merci: "fleur", oui: "ok", non: "x", rire: "rire", coeur: "coeur" };
