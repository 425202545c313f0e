// An empty page.
export default function Page() {
  return <p>Nada</p>;
}
