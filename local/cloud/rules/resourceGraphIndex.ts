import type { Time } from '../time.ts';
import type { Machine } from './machineState.ts';

/** What Resource Graph has seen of the machines: everything at once, or each as it was a while ago. */
export interface ResourceGraphIndex {
  /** Sets the lag. What is there when a lag begins counts as long known. */
  configure(change: { readonly indexLagMs?: number }): { readonly indexLagMs: number };
  /** To be called after every change of a machine or of its extensions, its end included. */
  changed(machine: Machine): void;
  /** Grows with every change: between two equal ones, at one instant, nothing differs. */
  revision(): number;
  /** The machines as of the instant `at`. */
  seen(): { readonly at: number; readonly machines: readonly Machine[] };
}

/** A machine as it was from `since` on; undefined when it was gone. */
interface Past {
  readonly since: number;
  readonly machine: Machine | undefined;
}

/** An index without lag. */
export function resourceGraphIndex(time: Time, machines: ReadonlyMap<string, Machine>): ResourceGraphIndex {
  let indexLagMs = 0;
  let revision = 0;
  const histories = new Map<string, readonly Past[]>();

  function remember(machine: Machine, since: number): void {
    const living = machines.get(machine.key) === machine;
    const past = histories.get(machine.key) ?? [];
    const shown = past.findLastIndex((one) => one.since <= time.now() - indexLagMs);
    const kept = past.slice(Math.max(0, shown));
    histories.set(machine.key, [...kept, { since, machine: living ? copyOf(machine) : undefined }]);
  }

  return {
    configure(change) {
      revision += 1;
      const before = indexLagMs;
      indexLagMs = change.indexLagMs ?? indexLagMs;
      if (indexLagMs === 0) histories.clear();
      else if (before === 0) for (const machine of machines.values()) remember(machine, Number.NEGATIVE_INFINITY);
      return { indexLagMs };
    },
    changed(machine) {
      revision += 1;
      if (indexLagMs > 0) remember(machine, time.now());
    },
    revision: () => revision,
    seen() {
      const at = time.now() - indexLagMs;
      if (indexLagMs === 0) return { at, machines: [...machines.values()] };
      const past = [...histories.values()].map((history) => history.findLast(({ since }) => since <= at)?.machine);
      return { at, machines: past.filter((machine) => machine !== undefined) };
    },
  };
}

/** Deep enough: what lies deeper is replaced by the rules, never changed. */
function copyOf(machine: Machine): Machine {
  const extensions = [...machine.extensions].map(([name, extension]) => [name, { ...extension }] as const);
  return { ...machine, extensions: new Map(extensions) };
}
