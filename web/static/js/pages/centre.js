// The centre, for whoever coordinates it: its people, its rooms, what it keeps and for how long.
import { byId, setText } from "../components/dom.js";
import { CentreDetails } from "./centre-details.js";
import { CentreKeeping } from "./centre-keeping.js";
import { CentrePeople } from "./centre-people.js";
import { CentreRooms } from "./centre-rooms.js";
import { input, startDesk } from "./desk.js";

class CentrePage {
  async start() {
    const account = await startDesk();
    const centres = /** @type {any[]} */ (account?.centres ?? []).filter((centre) => centre.roles.includes("coordinator"));
    if (!centres.length) return;
    byId("centre").replaceChildren(...centres.map((centre) => new Option(centre.name, centre.id)));
    byId("centre-field").hidden = centres.length < 2;
    const details = new CentreDetails((centre) => {
      setText(byId("heading"), centre.name);
      const option = input("centre").querySelector(`option[value="${centre.id}"]`);
      if (option) option.textContent = centre.name;
    });
    const parts = [new CentrePeople(account.email), new CentreRooms(), new CentreKeeping()];
    const show = async () => {
      const id = input("centre").value;
      const centre = centres.find((one) => String(one.id) === id);
      setText(byId("heading"), centre.name);
      details.show(centre);
      await Promise.all(parts.map((part) => part.show(id)));
    };
    byId("centre").onchange = () => void show();
    await show();
    byId("parts").hidden = false;
  }
}

void new CentrePage().start();
