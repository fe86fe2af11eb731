import { keyOf } from './resourceId.ts';

/** How an install ends when a test or a demo says so. Exit codes are the handler's, as in Microsoft's article. */
export type SaidOutcome =
  | 'succeeded'
  | { readonly exitCode: number; readonly terminalErrorCode?: number; readonly message?: string };

/** How an agent behaves; what is not said is as usual. */
export interface AgentBehaviour {
  readonly reportAfterSeconds?: number;
  readonly installSeconds?: number;
  readonly outcome?: SaidOutcome;
  /** How many installs of each machine the outcome holds for; unlimited when absent. */
  readonly times?: number;
}

/** What was said about agents, and what follows for one machine. */
export interface AgentRules {
  /** Merges a behaviour into what is said of a machine (its id, without case) or of all (`*`). The answer is the sum. */
  say(machineId: string, behaviour: AgentBehaviour): AgentBehaviour;
  /** Seconds from registration to the first report; 0 by default. */
  reportAfterSeconds(machineId: string): number;
  /** Seconds that an install takes; 5 by default. */
  installSeconds(machineId: string): number;
  /** Takes one use of the outcome said for a machine; undefined when none is said or all are used up. */
  takeOutcome(machineId: string): SaidOutcome | undefined;
}

const DEFAULT_INSTALL_SECONDS = 5;
const EVERYONE = '*';

interface Said {
  behaviour: AgentBehaviour;
  /** Uses of the outcome, by machine. */
  readonly used: Map<string, number>;
}

/** Rules under which every agent is quick and honest, until something else is said. A machine's own word wins over `*`. */
export function agentRules(): AgentRules {
  const saidOf = new Map<string, Said>();
  const wordsFor = (machineId: string) =>
    [saidOf.get(keyOf(machineId)), saidOf.get(EVERYONE)].filter((said) => said !== undefined);

  function firstSaid(machineId: string, name: 'reportAfterSeconds' | 'installSeconds'): number | undefined {
    return wordsFor(machineId)
      .map(({ behaviour }) => behaviour[name])
      .find((value) => value !== undefined);
  }

  return {
    say(machineId, behaviour) {
      const key = keyOf(machineId);
      const before = saidOf.get(key);
      const used = behaviour.outcome === undefined && before ? before.used : new Map<string, number>();
      const merged = { ...before?.behaviour, ...behaviour };
      saidOf.set(key, { behaviour: merged, used });
      return merged;
    },
    reportAfterSeconds: (machineId) => firstSaid(machineId, 'reportAfterSeconds') ?? 0,
    installSeconds: (machineId) => firstSaid(machineId, 'installSeconds') ?? DEFAULT_INSTALL_SECONDS,
    takeOutcome(machineId) {
      const key = keyOf(machineId);
      for (const { behaviour, used } of wordsFor(machineId)) {
        const uses = used.get(key) ?? 0;
        if (behaviour.outcome === undefined || uses >= (behaviour.times ?? Number.POSITIVE_INFINITY)) continue;
        used.set(key, uses + 1);
        return behaviour.outcome;
      }
      return undefined;
    },
  };
}
