import { render, screen } from '@testing-library/react';
import { LiveText } from './live-text';

it('announces the same text again if `about` changes', () => {
  const { rerender } = render(<LiveText about={1} text="refused" />);
  const region = screen.getByRole('status');
  const first = screen.getByText('refused');
  rerender(<LiveText about={2} text="refused" />);
  expect(screen.getByText('refused')).not.toBe(first);
  expect(screen.getByRole('status')).toBe(region);
});

it('announces nothing while neither text nor `about` changes', () => {
  const { rerender } = render(<LiveText about={1} text="done" />);
  const first = screen.getByText('done');
  rerender(<LiveText about={1} text="done" />);
  expect(screen.getByText('done')).toBe(first);
});
