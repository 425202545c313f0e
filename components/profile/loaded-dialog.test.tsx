import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { es } from '@/components/messages/es';
import { loadOnce } from '@/components/ui/use-loaded';
import { deferred, fillJsdomGaps } from '@/test/client/jsdom-gaps';
import { LoadedDialog } from './loaded-dialog';

beforeEach(() => fillJsdomGaps());

it('loads again on retry after a failure', async () => {
  const loads: ReturnType<typeof deferred<string>>[] = [];
  const load = () => {
    const loading = deferred<string>();
    loads.push(loading);
    return loading.promise;
  };
  render(
    <LoadedDialog load={load} words={es.loading} onCancel={() => {}}>
      {(part) => <p>{part}</p>}
    </LoadedDialog>,
  );
  expect(screen.getByRole('dialog', { name: es.loading.title })).toBeTruthy();
  await act(async () => loads[0]?.reject(new Error('no network')));
  expect(screen.getByRole('alert').textContent).toBe(es.loading.failed);
  await userEvent.click(screen.getByRole('button', { name: es.loading.retry }));
  await act(async () => loads[1]?.resolve('the editor'));
  expect(screen.getByText('the editor')).toBeTruthy();
  expect(screen.queryByRole('dialog')).toBeNull();
});

it('shows a part that was loaded before at once', async () => {
  const load = loadOnce(async () => 'the editor');
  await load();
  const shown: string[] = [];
  render(
    <LoadedDialog load={load} words={es.loading} onCancel={() => {}}>
      {(part) => {
        shown.push(part);
        return <p>{part}</p>;
      }}
    </LoadedDialog>,
  );
  expect(shown).toEqual(['the editor']);
});
