import { render, screen } from '@testing-library/react';
import { LiveRegion } from './live-region';

const region = (...news: [unknown, string][]) => (
  <LiveRegion news={news.map(([about, sentence]) => ({ about, sentence }))} />
);
const said = () => screen.getByRole('status').textContent;

it('says what came last, whatever stands there still', () => {
  const { rerender } = render(region(['', ''], [null, '']));
  rerender(region(['', ''], [1, 'refused']));
  expect(said()).toBe('refused');
  rerender(region(['sending', 'sending'], [1, 'refused']));
  expect(said()).toBe('sending');
  rerender(region(['', ''], [1, 'refused']));
  expect(said()).toBe('');
});

it('says the same words again, as news', () => {
  const { rerender } = render(region([null, '']));
  rerender(region([{}, 'refused']));
  const first = screen.getByText('refused');
  rerender(region([{}, 'refused']));
  expect(screen.getByText('refused')).not.toBe(first);
});

it('says nothing twice while nothing is new', () => {
  const { rerender } = render(region([null, '']));
  rerender(region([1, 'done']));
  const first = screen.getByText('done');
  rerender(region([1, 'done']));
  expect(screen.getByText('done')).toBe(first);
});
