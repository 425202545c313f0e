// The root redirects to the profile page.
import { redirect } from 'next/navigation';

export default function Home() {
  redirect('/profile');
}
