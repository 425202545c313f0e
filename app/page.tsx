// There is one page here, and this is the way to it.
import { redirect } from 'next/navigation';

export default function Home() {
  redirect('/profile');
}
