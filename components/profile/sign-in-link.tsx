// The way to sign in again and come back here.
import type { ReactNode } from 'react';
import { buttonClass } from '../ui/button';

export function SignInLink({ children }: { children: ReactNode }) {
  return (
    <a href="/sign-in?callbackUrl=/profile" className={buttonClass('secondary')}>
      {children}
    </a>
  );
}
