'use client';
// Signing in by email and password.
import { signIn } from 'next-auth/react';
import { useActionState } from 'react';
import { callbackPath } from '@/lib/shared/callback-path';
import type { Messages } from '../messages/es';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import { TextField } from '../ui/text-field';

type Attempt = { email: string; problem: 'wrong' | 'unavailable' | null };

export function SignInForm({
  callbackUrl,
  words,
}: {
  callbackUrl: string | null;
  words: Messages['signIn'];
}) {
  // As an action, so that React keeps a form that was sent before the page was ready, and acts on it then.
  const [attempt, submit, isPending] = useActionState(
    async (_: Attempt, form: FormData): Promise<Attempt> => {
      const email = String(form.get('email'));
      const password = String(form.get('password'));
      const credentials = { redirect: false, email, password } as const;
      const answer = await signIn('credentials', credentials).catch(() => undefined);
      if (answer?.ok) {
        // A whole load, not a route change: nothing of an earlier person's page may live on.
        window.location.assign(callbackPath(callbackUrl, window.location.origin));
        return { email, problem: null };
      }
      return { email, problem: answer?.status === 401 ? 'wrong' : 'unavailable' };
    },
    { email: '', problem: null },
  );

  return (
    <form action={submit} className="flex flex-col gap-5">
      <div role="alert" className="empty:hidden">
        {attempt.problem && <Notice tone="bad">{words[attempt.problem]}</Notice>}
      </div>
      <TextField
        label={words.email}
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={attempt.email}
        required
      />
      <TextField
        label={words.password}
        name="password"
        type="password"
        autoComplete="current-password"
        required
      />
      <Button type="submit" inactive={isPending} className="min-h-11">
        {isPending ? words.submitting : words.submit}
      </Button>
    </form>
  );
}
