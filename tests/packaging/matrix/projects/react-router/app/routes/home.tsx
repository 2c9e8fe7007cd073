export default function Home() {
  return <p>Downloads</p>;
}
