// Whether the room's own microphone was switched off on purpose. Pure.

/** The name of whoever did it; null: nobody. @param {import("./roster.js").Roster} roster */
export function mutedBy(roster) {
  for (const person of roster.people.values()) if (person.muted_by != null) return person.muted_by;
  return null;
}
