// The machine as it is: sockets, cores, CPUs, and which role has which.
import { $, el, text } from "./dom.js";
import { percent } from "./words.js";

export class Cores {
  constructor(program) {
    this.busy = new Map();
    const cores = program.cores;
    text($("cores-summary"), cores.summary);
    const roles = new Map();
    for (const role of cores.roles) {
      if (role.cpu < 0) continue;
      if (!roles.has(role.cpu)) roles.set(role.cpu, []);
      roles.get(role.cpu).push(role);
    }
    const sockets = new Map();
    for (const cpu of cores.cpus) {
      const socket = cpu.online ? cpu.package : "offline";
      if (!sockets.has(socket)) sockets.set(socket, new Map());
      const within = sockets.get(socket);
      if (!within.has(cpu.core)) within.set(cpu.core, []);
      within.get(cpu.core).push(cpu);
    }
    const map = $("core-map");
    for (const [socket, within] of sockets) {
      const list = el("ul", { class: "socket-cores" });
      for (const cpus of within.values())
        list.append(el("li", { class: "core" }, ...cpus.map((cpu) => this.cpu(cpu, roles.get(cpu.cpu) || []))));
      map.append(el("div", { class: "socket" }, el("h3", {}, socket === "offline" ? "Offline" : "Socket " + socket), list));
    }
    map.append(this.others(cores.roles.filter((role) => role.cpu < 0 && role.role !== "spare")));
    $("core-notes").append(...cores.notes.map((note) => el("li", {}, note)));
  }

  cpu(cpu, roles) {
    const free = !cpu.online ? "offline" : !cpu.allowed ? "not ours" : cpu.shared ? "shared" : "free";
    const box = el("div", { class: "cpu" + (roles.length ? " taken" : cpu.allowed ? "" : " off") },
      el("span", { class: "cpu-number" }, "CPU " + cpu.cpu));
    if (roles.length === 0) box.append(el("span", { class: "role" }, free));
    for (const role of roles) box.append(this.role(role));
    return box;
  }

  role(role) {
    const busy = el("span", { class: "busy" });
    if (role.role === "worker") this.busy.set(role.index, busy);
    return el("span", { class: "role" }, role.name + " ", el("span", { class: "how" }, role.wait), " ", busy);
  }

  others(roles) {
    const list = el("ul", { class: "socket-cores" });
    for (const role of roles)
      list.append(el("li", { class: "core" },
        el("div", { class: "cpu" }, el("span", { class: "cpu-number" }, role.with ? "with " + role.with : "any CPU"), this.role(role))));
    return el("div", { class: "socket" }, el("h3", {}, "Without a CPU of their own"), list);
  }

  show(frame) {
    for (const [worker, node] of this.busy)
      if (frame.workers[worker]) text(node, percent(frame.workers[worker].busy) + " busy");
  }
}
