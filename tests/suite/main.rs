mod citations;
