docker run -d `
  --name sqlserver `
  -e "ACCEPT_EULA=Y" `
  -e "MSSQL_SA_PASSWORD=yourStrong(!)Password" `
  -p 1433:1433 `
  -v C:\data\sql:/var/opt/mssql `
  mcr.microsoft.com/mssql/server:2022-latest
