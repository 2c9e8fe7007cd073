"use client";

import { useEffect, useState } from "react";

import { ask } from "../ask.js";

export default function Page() {
  const [answer, setAnswer] = useState("");
  useEffect(() => {
    ask(Object.fromEntries(new URLSearchParams(location.search))).then(
      (answer) => setAnswer(JSON.stringify(answer)),
      (error) => setAnswer(String(error.stack)),
    );
  }, []);
  return <output>{answer}</output>;
}
