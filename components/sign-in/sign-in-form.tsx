'use client';
// Signing in by email and password.
import { signIn } from 'next-auth/react';
import { type FormEvent, useState } from 'react';
import { callbackPath } from '@/lib/shared/callback-path';
import type { Messages } from '../messages/es';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import { TextField } from '../ui/text-field';

type Stage = 'ready' | 'submitting' | 'wrong' | 'unavailable';

export function SignInForm({
  callbackUrl,
  words,
}: {
  callbackUrl: string | null;
  words: Messages['signIn'];
}) {
  const [stage, setStage] = useState<Stage>('ready');

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setStage('submitting');
    const answer = await signIn('credentials', {
      redirect: false,
      email: String(form.get('email')),
      password: String(form.get('password')),
    }).catch(() => undefined);
    if (answer?.ok) {
      // A whole load, not a route change: nothing of an earlier person's page may live on.
      window.location.assign(callbackPath(callbackUrl, window.location.origin));
      return;
    }
    setStage(answer?.status === 401 ? 'wrong' : 'unavailable');
  }

  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="flex flex-col gap-5">
      <div role="alert" className="empty:hidden">
        {stage === 'wrong' && <Notice tone="bad">{words.wrong}</Notice>}
        {stage === 'unavailable' && <Notice tone="bad">{words.unavailable}</Notice>}
      </div>
      <TextField label={words.email} name="email" type="email" autoComplete="username" required />
      <TextField
        label={words.password}
        name="password"
        type="password"
        autoComplete="current-password"
        required
      />
      <Button type="submit" disabled={stage === 'submitting'} className="min-h-11">
        {stage === 'submitting' ? words.submitting : words.submit}
      </Button>
    </form>
  );
}
