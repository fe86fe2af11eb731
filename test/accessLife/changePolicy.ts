/** What people make of the policy. */
import type { BindingState, PolicyState } from './policy.ts';
import type { BindingChange, Happening } from './world.ts';

/** The policy after that; undefined when it is about something else. */
export function changePolicy(happening: Happening, policy: PolicyState): PolicyState | undefined {
  switch (happening.kind) {
    case 'deny':
      return { ...policy, deny: [...policy.deny, happening.person] };
    case 'lift':
      return { ...policy, deny: policy.deny.filter((person) => person !== happening.person) };
    case 'exempt':
      return { ...policy, exempt: [...policy.exempt, happening.person] };
    case 'breakPolicy':
      return { ...policy, broken: true };
    case 'mendPolicy':
      return { ...policy, broken: false };
    case 'bind': {
      const { binding, change } = happening;
      return { ...policy, bindings: policy.bindings.map((one, n) => (n === binding ? changed(one, change) : one)) };
    }
    default:
      return undefined;
  }
}

const OTHER_MODE = { group: 'members', members: 'group' } as const;
const OTHER_ROLE = { user: 'administrator', administrator: 'user' } as const;

function changed(binding: BindingState, change: BindingChange): BindingState {
  switch (change.to) {
    case 'expires':
      return { ...binding, expires: change.expires };
    case 'target':
      return { ...binding, target: change.target };
    case 'group':
      return { ...binding, group: change.group };
    case 'dropped':
    case 'back':
      return { ...binding, dropped: change.to === 'dropped' };
    case 'otherMode':
      return { ...binding, assign: OTHER_MODE[binding.assign] };
    case 'otherRole':
      return { ...binding, role: OTHER_ROLE[binding.role] };
    case 'adopting':
    case 'notAdopting':
      return { ...binding, adopt: change.to === 'adopting' };
  }
}
