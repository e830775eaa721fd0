-- Many pages through one pandoc, which then loads its rules for colouring code once and not for every page.
-- A form feed on stderr before each page says whose the warnings are that follow it.

local MARKDOWN = 'markdown-yaml_metadata_block+autolink_bare_uris+lists_without_preceding_blankline'

-- A JSON list of Markdown texts as a document of divs, one a text; read in the sandbox.
function Reader(input, options)
  local pages = pandoc.List()
  for _, text in ipairs(pandoc.json.decode(tostring(input), false)) do
    io.stderr:write('\f')
    pages:insert(pandoc.Div(pandoc.read(text, MARKDOWN, options, {}).blocks))
  end
  return pandoc.Pandoc(pages)
end

-- Such a document as a JSON list of HTML texts; a page with room for a bibliography has citations.
function Writer(document, options)
  local pages = pandoc.List()
  for _, div in ipairs(document.blocks) do
    io.stderr:write('\f')
    local page, last = pandoc.Pandoc(div.content, document.meta), div.content[#div.content]
    if last and last.identifier == 'refs' then page = pandoc.utils.citeproc(page) end
    pages:insert(pandoc.write(page, 'html5', options) .. '\n')
  end
  return pandoc.json.encode(pages)
end
