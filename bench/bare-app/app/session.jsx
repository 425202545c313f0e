'use client';
// Loads next-auth's session as its documentation does, with sign-in and sign-out.
import { SessionProvider, signIn, signOut, useSession } from 'next-auth/react';

export function Session({ children }) {
  return (
    <SessionProvider>
      <Who />
      {children}
    </SessionProvider>
  );
}

function Who() {
  const { data } = useSession();
  return (
    <button type="button" onClick={() => void (data ? signOut() : signIn('credentials'))}>
      {data?.user?.email}
    </button>
  );
}
