// The root redirects to the only page there is.
import { redirect } from 'next/navigation';

export default function Home() {
  redirect('/profile');
}
