// A page with nothing on it.
export default function Page() {
  return <p>Nada</p>;
}
