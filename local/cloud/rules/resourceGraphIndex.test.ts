import { describe, expect, it } from 'vitest';
import { AAD_LOGIN, at, machinePath, type VirtualCloud, virtualCloud } from '../testing/virtualCloud.ts';

const WEB_1 = machinePath('web-1');

/** The names and a few states of all resources, as Resource Graph has them. */
function seen(cloud: VirtualCloud): unknown {
  const query =
    'resources | project name, role = tags.role, status = properties.status, state = properties.provisioningState | order by name asc';
  const { body } = cloud.call('POST', '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01', { query });
  return at(body, 'data');
}

function lag(cloud: VirtualCloud, seconds: number): unknown {
  return cloud.control('POST', '/directory', { indexLagMs: seconds * 1000 }).body;
}

const machine = (more: object = {}) => ({
  name: 'web-1',
  role: null,
  status: 'Connected',
  state: 'Succeeded',
  ...more,
});

describe('an index that lags', () => {
  it('shows a machine, a change and its end each when the lag is over', () => {
    const cloud = virtualCloud();
    lag(cloud, 60);
    cloud.call('PUT', WEB_1, { location: 'x' });
    cloud.seconds(20);
    cloud.call('PATCH', WEB_1, { tags: { role: 'web' } });
    cloud.seconds(20);
    cloud.call('DELETE', WEB_1);

    const story = [0, 19, 1, 20, 20].map((seconds) => {
      cloud.seconds(seconds);
      return seen(cloud);
    });

    // The change is shown as it was a minute before: for a second more, the machine was Updating.
    const changed = machine({ role: 'web', state: 'Updating' });
    expect(story).toEqual([[], [], [machine()], [changed], []]);
  });

  it('shows the work of the agent late, too: its report, and an installation', () => {
    const cloud = virtualCloud();
    lag(cloud, 60);
    cloud.control('POST', '/agents', { machineId: '*', reportAfterSeconds: 10, installSeconds: 10 });
    cloud.call('PUT', WEB_1, { location: 'x' });
    cloud.seconds(10);
    cloud.call('PUT', `${WEB_1}/extensions/AADLogin`, AAD_LOGIN);

    const story = [50, 10, 10].map((seconds) => {
      cloud.seconds(seconds);
      return seen(cloud);
    });

    const extension = { name: 'AADLogin', role: null, status: null, state: 'Creating' };
    expect(story).toEqual([
      [machine({ status: null })],
      [extension, machine()],
      [{ ...extension, state: 'Succeeded' }, machine()],
    ]);
  });

  it('takes what is there when the lag begins for long known', () => {
    const cloud = virtualCloud();
    cloud.call('PUT', WEB_1, { location: 'x' });

    lag(cloud, 60);

    expect(seen(cloud)).toEqual([machine()]);
  });

  it('goes on from what it knows when the lag changes', () => {
    const cloud = virtualCloud();
    lag(cloud, 60);
    cloud.call('PUT', WEB_1, { location: 'x' });
    cloud.seconds(30);

    lag(cloud, 30);

    expect(seen(cloud)).toEqual([machine()]);
  });

  it('forgets what nobody can see any more', () => {
    const cloud = virtualCloud();
    lag(cloud, 60);
    for (let index = 0; index < 5; index += 1) {
      cloud.call('PUT', WEB_1, { location: 'x', tags: { role: `${index}` } });
      cloud.seconds(100);
    }

    expect(seen(cloud)).toEqual([machine({ role: '4' })]);
  });

  it('is told by the control route, which names what it does not know', () => {
    const cloud = virtualCloud();

    const replies = [{ indexLagMs: 5 }, {}, { indexLagMs: -1 }, { lag: 5, indexLagMs: 1 }].map((body) => {
      const reply = cloud.control('POST', '/directory', body);
      return [reply.status, at(reply.body, 'indexLagMs') ?? at(reply.body, 'errors', '0', 'field')];
    });

    expect(replies).toEqual([
      [200, 5],
      [200, 5],
      [400, 'indexLagMs'],
      [400, 'lag'],
    ]);
  });
});
