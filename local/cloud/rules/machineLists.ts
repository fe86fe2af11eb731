import { answer, type CloudReply, refuse } from './exchange.ts';
import type { Machine } from './machineState.ts';
import { listedMachine } from './machineView.ts';
import { behindOf, linkTo } from './pageLinks.ts';
import { keyOf } from './resourceId.ts';
import type { Call } from './routes.ts';
import type { World } from './world.ts';

/** GET of all machines of a subscription, a page at a time. */
export function listBySubscription(world: World, call: Call): CloudReply {
  const subscription = param(call, 'subscription').toLowerCase();
  return page(world, call, (machine) => machine.subscriptionId.toLowerCase() === subscription);
}

/** GET of all machines of a resource group; 404 for a group that never was. */
export function listByResourceGroup(world: World, call: Call): CloudReply {
  const [subscription, group] = [param(call, 'subscription'), param(call, 'group')];
  const key = keyOf(`/subscriptions/${subscription}/resourceGroups/${group}`);
  if (!world.groups.has(key)) {
    return refuse(404, 'ResourceGroupNotFound', `Resource group '${group}' could not be found.`);
  }
  return page(world, call, (machine) => machine.key.startsWith(`${key}/`));
}

/** A page begins behind the registration number in `$skiptoken`, so deletions neither skip nor double a machine. */
function page(world: World, call: Call, belongs: (machine: Machine) => boolean): CloudReply {
  const behind = behindOf(call.query.get('$skiptoken'));
  if (behind === undefined) return refuse(400, 'InvalidSkipToken', 'The $skiptoken is not one of ours.');

  const shown: Machine[] = [];
  for (const machine of world.machines.values()) {
    if (machine.ordinal > behind && belongs(machine)) shown.push(machine);
    if (shown.length > world.pageSize) break;
  }
  const more = shown.length > world.pageSize;
  if (more) shown.pop();
  const value = shown.map((machine) => listedMachine(world, machine));
  if (!more) return answer(200, { value });
  return answer(200, { value, nextLink: linkTo(call, '$skiptoken', shown.at(-1)) });
}

function param(call: Call, name: string): string {
  return call.params[name] ?? '';
}
